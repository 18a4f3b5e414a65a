#!/bin/sh
# sh bench/peers/recordlinkage/install.sh [FOLDER]
# Makes the environment of recordlinkage in a folder to throw away (/tmp/recordlinkage unless given), once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-/tmp/recordlinkage}
if [ ! -x "$folder/bin/python" ] || ! "$folder/bin/python" -c 'import recordlinkage' 2>/dev/null; then
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
echo "$folder/bin/python"
