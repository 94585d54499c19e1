#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Usage: install.sh BUILD-FOLDER PREFIX window|none CONSUMER.c COMPILER...
#
# Installs a build, with or without the window, into a temporary folder and compiles CONSUMER.c
# against what is there, with the shared and with the static library, by what pkg-config says alone.
set -euo pipefail

build=$1 prefix=$2 window=$3 consumer=$4
shift 4
stage=$(mktemp -d)
trap 'rm -rf -- "$stage"' EXIT

meson install -C "$build" --destdir "$stage" --quiet
pc=$(find "$stage" -name lume.pc)
export PKG_CONFIG_PATH=${pc%/*}
lume() {
    pkg-config --define-variable=prefix="$stage$prefix" "$@" lume
}
lib=$(lume --variable=libdir)
header_folder=$(lume --variable=includedir)/lume

test -e "$header_folder/status.h"
test -z "$(find "$header_folder" ! -name '*.h' -type f)"
test -x "$stage$prefix/bin/lume"
desktop=$(find "$stage$prefix/share" -path '*/applications/*' -o -path '*/metainfo/*' \
    -o -path '*/icons/hicolor/scalable/apps/*' | sed 's|.*/share/||' | sort)
if [[ $window == window ]]; then
    test "$desktop" == "applications/alt.lume.lume.desktop
icons/hicolor/scalable/apps/alt.lume.lume.svg
metainfo/alt.lume.lume.metainfo.xml"
else
    test -z "$desktop"
fi

read -r -a flags <<<"$(lume --cflags --libs)"
"$@" -o "$stage/with-shared" "$consumer" "${flags[@]}"
LD_LIBRARY_PATH=$lib "$stage/with-shared"

# The static library alone: what is shared goes out of the way.
rm "$lib"/liblume.so*
read -r -a flags <<<"$(lume --static --cflags --libs)"
"$@" -o "$stage/with-static" "$consumer" "${flags[@]}"
"$stage/with-static"
