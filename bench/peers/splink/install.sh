#!/bin/sh
# sh bench/peers/splink/install.sh [FOLDER]
# Makes the environment of Splink in a folder to throw away (/tmp/splink4 unless given), once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-/tmp/splink4}
if [ ! -x "$folder/bin/python" ] || ! "$folder/bin/python" -c 'import splink' 2>/dev/null; then
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
echo "$folder/bin/python"
