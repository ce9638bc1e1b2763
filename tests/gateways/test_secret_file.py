"""The file that holds the instance's secret."""

from pathlib import Path

import pytest

from chimein.gateways.keys import SecretProblem, create_secret, load_secret


def test_a_created_secret_is_loaded_again(tmp_path: Path) -> None:
    """What was made is what is read: 32 bytes, for the owner's eyes only."""
    path = tmp_path / "secret"
    secret = create_secret(path)
    assert len(secret) == 32
    assert load_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_two_secrets_are_alike(tmp_path: Path) -> None:
    """Each instance has its own."""
    assert create_secret(tmp_path / "one") != create_secret(tmp_path / "two")


def test_a_secret_is_never_replaced(tmp_path: Path) -> None:
    """Making one where a file is already leaves that file as it was."""
    path = tmp_path / "secret"
    secret = create_secret(path)
    with pytest.raises(SecretProblem, match="never replaced"):
        create_secret(path)
    assert load_secret(path) == secret


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """A dangling link in the secret's place does not choose where the secret goes."""
    path = tmp_path / "secret"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SecretProblem):
        create_secret(path)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("size", [0, 31, 33, 4096])
def test_a_file_of_another_size_is_no_secret(tmp_path: Path, size: int) -> None:
    """A cut or foreign file is refused with a sentence."""
    path = tmp_path / "secret"
    path.write_bytes(bytes(size))
    path.chmod(0o600)
    with pytest.raises(SecretProblem, match="32 bytes"):
        load_secret(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644, 0o777])
def test_a_secret_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """The sentence says which command repairs it."""
    path = tmp_path / "secret"
    create_secret(path)
    path.chmod(mode)
    with pytest.raises(SecretProblem, match="chmod 600"):
        load_secret(path)


def test_an_absent_secret_is_a_sentence(tmp_path: Path) -> None:
    """A missing file, and a folder in its place or missing around it, are told and not a traceback."""
    for path in [tmp_path / "none", tmp_path, tmp_path / "none" / "secret"]:
        with pytest.raises(SecretProblem, match="cannot be read"):
            load_secret(path)
    with pytest.raises(SecretProblem, match="cannot be made"):
        create_secret(tmp_path / "none" / "secret")
