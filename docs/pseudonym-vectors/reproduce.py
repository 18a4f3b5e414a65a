"""Recomputes vectors.json from its keys and values: python3 reproduce.py | diff - vectors.json"""
import base64, hashlib, hmac, json, pathlib, struct
from profiles import form
mac = lambda key, message: hmac.new(key, message, hashlib.sha256).digest()
framed = lambda text: struct.pack("<I", len(text)) + text
def canonical(profile, value):
    if not profile.startswith("composite/v1("): return form(profile, value)
    parts = zip(profile[len("composite/v1("):-1].split(","), value)
    return b"".join(b"\0" + framed(b"") if v is None else b"\1" + framed(form(p, v)) for p, v in parts)
data = json.loads((pathlib.Path(__file__).parent / "vectors.json").read_text("utf-8"))
for case in data["cases"]:
    root = mac(b"a423/pseudonymise/v1", base64.urlsafe_b64decode(case["keyFile"][len("a423-key-v1:"):] + "="))
    info = [framed(case[name].encode()) for name in ("project", "domain", "policy", "profile", "releaseNonce") if name in case]
    case["fingerprint"] = mac(mac(root, b"".join(info[:4]) + b"\1"), b"a423/fingerprint")[:8].hex()
    for vector in case["vectors"]:
        code = mac(mac(root, b"".join(info) + b"\1"), canonical(case["profile"], vector["value"]))[:case.get("bits", 128) // 8]
        vector["code"], number = code.hex(), int.from_bytes(code, "big")
        shifts = range((8 * len(code) - 1) // 5 * 5, -1, -5)
        vector["base32"] = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> shift & 31] for shift in shifts)
print(json.dumps(data, ensure_ascii=False, indent=2))
