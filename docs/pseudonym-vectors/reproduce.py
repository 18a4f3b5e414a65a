"""Recomputes vectors.json from its keys and values: python3 reproduce.py | diff - vectors.json"""
import base64, hashlib, hmac, json, pathlib, re, struct, unicodedata
SPACE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
mac = lambda key, message: hmac.new(key, message, hashlib.sha256).digest()
framed = lambda text: struct.pack("<I", len(text)) + text
def canonical(profile, value):
    if profile == "nir/v1": return re.sub(r"[\s./_|-]", "", value).upper()[:13].encode()
    if profile == "text/v1": return unicodedata.normalize("NFC", value.strip(SPACE)).encode()
    parts = zip(profile[len("composite/v1("):-1].split(","), value)
    return b"".join(b"\0" + framed(b"") if v is None else b"\1" + framed(canonical(p, v)) for p, v in parts)
data = json.loads((pathlib.Path(__file__).parent / "vectors.json").read_text("utf-8"))
for case in data["cases"]:
    root = mac(b"a423/pseudonymise/v1", base64.urlsafe_b64decode(case["keyFile"][len("a423-key-v1:"):] + "="))
    sub_key = mac(root, b"".join(framed(case[name].encode()) for name in ("project", "domain", "policy", "profile")) + b"\1")
    case["fingerprint"] = mac(sub_key, b"a423/fingerprint")[:8].hex()
    for vector in case["vectors"]:
        code = mac(sub_key, canonical(case["profile"], vector["value"]))[:16]
        vector["code"], number = code.hex(), int.from_bytes(code, "big")
        vector["base32"] = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> shift & 31] for shift in range(125, -1, -5))
print(json.dumps(data, ensure_ascii=False, indent=2))
