"""Runs scripts one after the other for an epoch each: `python run_scripts.py a.py b.py …`. Prints what went wrong."""

import contextlib
import io
import json
import runpy
import sys
import traceback

answers = []
for path in sys.argv[1:]:
    sys.argv = [path, "--epochs", "1"]
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            runpy.run_path(path, run_name="__main__")
        answers.append({"output": output.getvalue()})
    except (Exception, SystemExit):
        answers.append({"error": traceback.format_exc()})
print("\n" + json.dumps(answers))
