#!/bin/sh
# Makes the fonts of this folder: what pages write, in the weights and sizes that the styles use, and no more.
#
# Takes the packages @fontsource-variable/inter and @fontsource-variable/newsreader 5.3.0 of npm, and fonttools with brotli
# of PyPI:
#
#   npm pack @fontsource-variable/inter @fontsource-variable/newsreader    # unpack each beside the other
#   pip install fonttools brotli
#   sh subset.sh FOLDER-OF-INTER/files FOLDER-OF-NEWSREADER/files
#
# `latin` holds ASCII, Latin-1 and the punctuation of English; `latin-ext` holds Latin Extended-A, which a browser fetches
# only for a page that has such a name in it. Other scripts are written in the fonts of the system.
set -eu
inter=$1
newsreader=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

latin=U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2009,U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212
extended=U+0100-0130,U+0132-0151,U+0154-017F

# make NAME FROM CHARACTERS AXES
make() {
    fonttools varLib.instancer "$2" $4 --output "$work/$1.ttf" --quiet
    pyftsubset "$work/$1.ttf" --unicodes="$3" --flavor=woff2 --no-hinting --desubroutinize \
        --layout-features=kern,liga,calt,ccmp,locl,rvrn,tnum,lnum,pnum --name-IDs=0,1,2,13,14 \
        --output-file="$here/$1.woff2"
}

make inter-latin "$inter/inter-latin-opsz-normal.woff2" $latin "wght=400:650 opsz=14"
make inter-latin-ext "$inter/inter-latin-ext-opsz-normal.woff2" $extended "wght=400:650 opsz=14"
make newsreader-latin "$newsreader/newsreader-latin-opsz-normal.woff2" $latin "wght=400:600 opsz=18:40"
make newsreader-latin-ext "$newsreader/newsreader-latin-ext-opsz-normal.woff2" $extended "wght=500 opsz=32"
ls -l "$here"/*.woff2
