"""The profiles: how each brings a value to the form that is hashed. Standard library only."""
import re, unicodedata

SPACE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
LETTERS = "œoe ŒOE æae ÆAE ßss ẞSS øo ØO łl ŁL đd ĐD ðd ÐD þth ÞTH ħh ĦH ŧt ŦT ıi ĳij ĲIJ ŉ'n ſs ﬀff ﬁfi ﬂfl ﬃffi ﬄffl ﬅst ﬆst"
PLAIN = {ord(letter[0]): letter[1:] for letter in LETTERS.split()}


def joined(value):
    return re.sub(r"[\s./_|-]", "", value).upper()


def phone(value):
    return re.sub("^0", "+33", re.sub("^00", "+", re.sub("[()]", "", joined(value))))


def email(value):
    local, domain = value.strip().split("@")
    return f"{local}@{domain.lower()}"


def name(value):
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", value))
    capitals = unicodedata.normalize("NFC", bare).translate(PLAIN).upper()
    words = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in capitals)
    return unicodedata.normalize("NFC", re.sub(" +", " ", words).strip(" "))


FORMS = {
    "nir": lambda value: joined(value)[:13],
    "ins": lambda value: joined(value.split("^")[0]),
    "phone": phone,
    "email": email,
    "text": lambda value: unicodedata.normalize("NFC", value.strip(SPACE)),
    "date": str.strip,
    "name": name,
    "code": bytes.fromhex,
    "code-text": lambda value: value.strip(" "),
}


def form(profile, value):
    """The value in the form of a profile, as bytes; identifiers that are not listed lose their separators."""
    text = FORMS.get(profile.split("/")[0], joined)(value)
    return text if isinstance(text, bytes) else text.encode()
