"""The sample data is what its script writes."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "examples" / "sample_data"


def test_the_committed_files_are_what_the_script_writes(tmp_path):
    subprocess.run([sys.executable, FOLDER / "generate.py", tmp_path], check=True)

    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.glob("*.csv")}
    committed = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.csv")}

    assert written.keys() == committed.keys()
    assert [name for name in committed if written[name] != committed[name]] == []
