"""The only way in which a request obtains a thing. The permission is part of the getting; absent looks like forbidden."""
