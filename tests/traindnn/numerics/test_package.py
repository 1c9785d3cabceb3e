import subprocess
import sys
from pathlib import Path

import traindnn


def test_import_loads_nothing_else():
    code = "import sys; import traindnn; print(sorted(set(sys.modules) & {'numpy', 'keras', 'tensorflow'}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


def test_docstring_lists_every_module():
    folder = Path(traindnn.__file__).parent
    names = {p.stem for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()} - {
        "__init__"
    }
    assert {name for name in names if f"`{name}`" not in traindnn.__doc__} == set()


def test_version_has_three_parts():
    assert len([int(part) for part in traindnn.__version__.split(".")]) == 3
