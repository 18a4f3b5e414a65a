#!/bin/sh
# sh bench/peers/arx/install.sh CHECKOUT [FOLDER]
# Compiles ARX from a checkout of github.com/arx-deidentifier/arx, without its desktop programme, in a folder to throw away (/tmp/arx unless
# given), once. Needs a JDK; libraries that the checkout lacks come from Maven Central.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$1" && pwd)
folder=${2:-/tmp/arx}
central=https://repo1.maven.org/maven2
mkdir -p "$folder/lib" "$folder/classes"
if [ ! -e "$folder/classes/Job.class" ] || [ "$here/Job.java" -nt "$folder/classes/Job.class" ]; then
  find "$checkout/lib/" -name '*.jar' -size +0 ! -path '*/eclipse/*' ! -path '*/swt*/*' ! -name 'pdfbox-app-*' ! -name 'hadoop-core-*' -exec cp {} "$folder/lib/" \;
  for jar in org/apache/pdfbox/pdfbox-app/2.0.1/pdfbox-app-2.0.1.jar org/apache/hadoop/hadoop-core/1.2.1/hadoop-core-1.2.1.jar; do
    [ -s "$folder/lib/$(basename "$jar")" ] || curl --silent --show-error --fail --output "$folder/lib/$(basename "$jar")" "$central/$jar"
  done
  find "$checkout/src/main/" -name '*.java' > "$folder/sources"
  javac -nowarn -encoding UTF-8 -d "$folder/classes" -cp "$folder/lib/*" @"$folder/sources" "$here/Job.java" 2> "$folder/javac.log" || { tail -20 "$folder/javac.log" >&2; exit 1; }
fi
echo "$folder/classes:$folder/lib/*"
