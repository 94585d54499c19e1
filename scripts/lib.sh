# SPDX-License-Identifier: MIT
# What the scripts beside this file share; they source it. It does nothing when run by itself.
# shellcheck shell=bash disable=SC2034 # variables used by the scripts that source this
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

# Print the comment at the head of the running script, which is its help text.
show_help() {
    sed -n '3,/^$/ s/^# \{0,1\}//p' "$0"
}

# Run a command without its output, which appears only when the command fails.
quietly() {
    local output status=0
    output=$("$@" 2>&1 </dev/null) || status=$?
    if ((status != 0)); then
        printf '%s\n' "$output" >&2
    fi
    return "$status"
}

# What a need is called: how to see that it is there, then its package on Debian, Fedora, Arch and
# Homebrew (- where there is none).
needs_table='
header:stdio.h  build-essential     gcc               base-devel    gcc
command:meson   meson               meson             meson         meson
command:ninja   ninja-build         ninja-build       ninja         ninja
command:pkg-config pkg-config       pkgconf-pkg-config pkgconf      pkgconf
lib:zlib        zlib1g-dev          zlib-devel        zlib          zlib
lib:libcjson    libcjson-dev        cjson-devel       cjson         cjson
lib:libpng      libpng-dev          libpng-devel      libpng        libpng
command:scdoc   scdoc               scdoc             scdoc         scdoc
command:msgfmt  gettext             gettext           gettext       gettext
lib:sdl2        libsdl2-dev         SDL2-devel        sdl2          sdl2
header:stb/stb_truetype.h libstb-dev stb_truetype-devel stb -
file:/usr/share/fonts/opentype/inter/Inter-Regular.otf fonts-inter - - -
file:/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf fonts-dejavu-core - - -
lib:cmocka      libcmocka-dev       libcmocka-devel   cmocka        cmocka
file:/usr/share/i18n/locales/de_DE locales glibc-locale-source glibc -
python:numpy    python3-numpy       python3-numpy     python-numpy  numpy
command:Xvfb    xvfb                xorg-x11-server-Xvfb xorg-server-xvfb -
command:xdotool xdotool             xdotool           xdotool       xdotool
command:strace  strace              strace            strace        -
command:clang   clang               clang             clang         llvm
fuzzer:clang    libclang-rt-14-dev  compiler-rt       compiler-rt   llvm
command:valgrind valgrind           valgrind          valgrind      -
command:shellcheck shellcheck       ShellCheck        shellcheck    shellcheck
command:clang-format clang-format   clang-tools-extra clang         clang-format
command:desktop-file-validate desktop-file-utils desktop-file-utils desktop-file-utils -
command:appstreamcli appstream      appstream         appstream     -
command:curl    curl                curl              curl          curl
file:/etc/ssl/certs/ca-certificates.crt ca-certificates - - -
command:python3 python3             python3           python        python
command:npm     npm                 npm               npm           node
command:gcovr   gcovr               gcovr             gcovr         gcovr
command:taskset util-linux          util-linux        util-linux    -
lib:openblas    libopenblas-dev     openblas-devel    openblas      openblas
'
needs_build=(header:stdio.h command:meson command:ninja command:pkg-config lib:zlib lib:libcjson
    lib:libpng lib:sdl2 command:scdoc command:msgfmt header:stb/stb_truetype.h
    file:/usr/share/fonts/opentype/inter/Inter-Regular.otf
    file:/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf)
needs_test=("${needs_build[@]}" lib:cmocka command:strace command:Xvfb command:xdotool
    python:numpy file:/usr/share/i18n/locales/de_DE)
needs_full=(command:clang fuzzer:clang command:valgrind command:shellcheck command:clang-format
    command:desktop-file-validate command:appstreamcli)

has_module() {
    "$2" -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('$1'))"
}

is_there() {
    case $1 in
    header:*) printf '#include <%s>\n' "${1#*:}" | ${CC:-cc} -E -x c - ;;
    lib:*) pkg-config --exists "${1#*:}" ;;
    fuzzer:*) echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
        "${1#*:}" -fsanitize=fuzzer -x c -o /dev/null - ;;
    command:*) command -v "${1#*:}" ;;
    python:*) has_module "${1#*:}" python3 || has_module "${1#*:}" /usr/bin/python3 ;;
    file:*) [[ -e ${1#*:} ]] ;;
    esac >/dev/null 2>&1
}

# Name the package manager of this system, as the columns of the table do: 2 is the first.
package_column() {
    local manager column=2
    for manager in apt-get dnf pacman brew; do
        if command -v "$manager" >/dev/null; then
            echo "$column"
            return
        fi
        column=$((column + 1))
    done
}

# Print the packages that satisfy needs, a line each: package_names COLUMN NEED...
package_names() {
    local column=$1 need
    shift
    for need in "$@"; do
        awk -v need="$need" -v column="$column" \
            '$1 == need && $column != "-" { print $column }' <<<"$needs_table"
    done | sort -u
}

# Install Debian packages by name.
install_debian() {
    local as_root=()
    if (($(id -u) != 0)); then
        command -v sudo >/dev/null ||
            fail "these packages are missing; as root, run: apt-get install $*"
        as_root=(sudo)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
    say "installing $*"
    # Package lists may be missing (a fresh image), or so old that what they name is gone.
    if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null &&
        "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null 2>&1 </dev/null; then
        return
    fi
    quietly "${apt[@]}" update || fail "apt-get update failed"
    quietly "${apt[@]}" install -y --no-install-recommends "$@" || fail "cannot install $*"
}

# Make sure that needs are there: on Debian and its kin by installing what is missing, elsewhere by
# saying what to install. What the system has no package for is left to the build to find out.
require() {
    local missing=() packages need column install
    for need in "$@"; do
        is_there "$need" || missing+=("$need")
    done
    if ((${#missing[@]} == 0)); then
        return
    fi
    column=$(package_column)
    mapfile -t packages < <(package_names "${column:-2}" "${missing[@]}")
    case $column in
    2) install_debian "${packages[@]}" ;;
    3) install='sudo dnf install' ;;
    4) install='sudo pacman -S' ;;
    5) install='brew install' ;;
    *) fail "please install these first (by their Debian names): ${packages[*]}" ;;
    esac
    if [[ -n ${install-} && ${#packages[@]} != 0 ]]; then
        fail "please install what is missing first: $install ${packages[*]}"
    fi
    hash -r
}

# Configure a build folder once, and build it: build FOLDER MESON-OPTIONS...
build() {
    local folder=$1
    shift
    if [[ ! -e $folder/build.ninja ]]; then
        say "configuring ${folder#"$root"/}"
        quietly meson setup "$folder" "$root" "$@" || return
    fi
    # Asking first what there is to do lets the usual case, nothing, stay silent.
    if [[ $(ninja -C "$folder" -n 2>&1) != *'no work to do'* ]]; then
        say "building ${folder#"$root"/}"
        quietly ninja -C "$folder" || return
    fi
}

# --- data: where it is, and what the scripts that fetch it share ---

# Print the folder where lume looks for data: data_folder NAME
data_folder() {
    printf '%s\n' "${XDG_DATA_HOME:-${HOME:?is not set: name a folder}/.local/share}/lume/$1"
}

# Set `ink`, the strokes that the shipped model learns from, and `recipe`, all that it depends on
# beside the sources, MNIST and these strokes.
read_recipe() {
    ink=$(data_folder ink)/pendigits-train.jsonl.gz
    recipe=(--preset best --ink "$ink" --seed 1)
}

# Read the arguments [--install] [DIR] and make the folder, which `directory` names from then on:
# open_directory NAME DEFAULT ARGUMENTS...
open_directory() {
    local name=$1 usual=$2
    shift 2
    install=0
    case ${1-} in
    --help)
        show_help
        exit
        ;;
    --install)
        install=1
        shift
        ;;
    -*)
        fail "unknown option $1; try --help"
        ;;
    esac
    directory=${1:-$usual}
    if [[ -z $directory ]]; then
        directory=$(data_folder "$name")
    fi
    [[ $directory == /* ]] || directory=$PWD/$directory
    mkdir -p -- "$directory"
}

# Make the folder `temporary`, which goes when the script ends: inside `directory`, so that files
# can be renamed into their place.
make_temporary() {
    temporary=$(mktemp -d -- "$directory/.fetch-XXXXXX")
    trap 'rm -rf -- "$temporary"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

may_install() {
    if ((install)); then
        require "$@"
    else
        say "not installed: ${1#*:} (on Debian: apt-get install ${1#*:}); $0 --install does it"
        return 1
    fi
}

may_download() {
    command -v curl >/dev/null || command -v wget >/dev/null ||
        may_install command:curl file:/etc/ssl/certs/ca-certificates.crt
}

# Short time-outs: whoever does not answer is skipped. download URL FILE
download() {
    if command -v curl >/dev/null; then
        curl --fail --silent --location --connect-timeout 5 --max-time 120 \
            --speed-limit 10000 --speed-time 10 --output "$2" -- "$1"
    elif command -v wget >/dev/null; then
        wget --quiet --tries=1 --connect-timeout=5 --dns-timeout=5 --read-timeout=10 \
            --output-document="$2" -- "$1"
    else
        return 1
    fi
}
