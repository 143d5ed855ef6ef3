"""`weed server -dir=… -s3.port=… -s3.config=…`, as far as docker-compose.yml says it, on versitygw."""

import json
import os
import sys
from pathlib import Path

asked = dict(word.lstrip("-").split("=", 1) for word in sys.argv[2:] if "=" in word)
identity = json.loads(Path(asked["s3.config"]).read_text())["identities"][0]["credentials"][0]
keys = {"ROOT_ACCESS_KEY": identity["accessKey"], "ROOT_SECRET_KEY": identity["secretKey"]}
serve = ["versitygw", "--port", f"{asked['ip.bind']}:{asked['s3.port']}", "posix", asked["dir"]]
os.execve("/usr/bin/versitygw", serve, {**os.environ, **keys})  # noqa: S606  it takes this process's place
