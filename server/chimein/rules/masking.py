"""How much of an address is shown to who may know it is there, but not what it is."""


def masked(email: str) -> str:
    """“n…@e….org”: enough to tell two writers of one name apart, too little to write to or to test."""
    local, _, domain = email.rpartition("@")
    host, _, ending = domain.rpartition(".")
    return f"{local[:1]}…@{host[:1]}….{ending}"
