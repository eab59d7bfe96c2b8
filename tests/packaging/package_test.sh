#!/usr/bin/env bash
# Goal: the Debian package holds a program that runs, and everything a user expects beside it.
# Method: pack the build folder given, unpack the .deb into a temporary folder, look and run.
#   package_test.sh SOURCE_FOLDER BUILD_FOLDER VERSION
set -euo pipefail
source=$1 build=$2 version=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "package_test: $*" >&2
    exit 1
}

cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work" >"$work/log" 2>&1 ||
    fail "cpack failed: $(cat "$work/log")"
deb=$(echo "$work"/kura_"$version"-*.deb)
[[ -f $deb ]] || fail "no package in $work"
dpkg-deb -x "$deb" "$work/root"

# Everything lies below /usr, readable by all.
outside=$(cd "$work/root" && find . -mindepth 1 -maxdepth 1 ! -name usr)
[[ -z $outside ]] || fail "files outside /usr: $outside"
unreadable=$(find "$work/root" ! -perm -o=r)
[[ -z $unreadable ]] || fail "not readable by all: $unreadable"

# Its libraries are stated, by what dpkg-shlibdeps found in the program.
[[ $(dpkg-deb -f "$deb" Depends) == *"libc6 (>="* ]] || fail "no library in Depends"

share=$work/root/usr/share
for file in doc/kura/copyright doc/kura/changelog.Debian.gz; do
    [[ -s $share/$file ]] || fail "no /usr/share/$file"
done
if [[ -e $source/tools/packaging/kura.1 ]]; then
    gzip -dc "$share/man/man1/kura.1.gz" | grep -q '^\.TH' || fail "no manual page"
fi
for set in "$source"/puzzles/sets/*.sok; do
    [[ -e $set ]] || continue
    cmp "$set" "$share/kura/sets/${set##*/}" || fail "set ${set##*/} differs or is missing"
done

program=$work/root/usr/bin/kura
[[ $("$program" --version) == "kura $version"* ]] || fail "wrong answer to --version"
"$program" completions bash >"$work/completion" || fail "no completion from the program"
cmp "$work/completion" "$share/bash-completion/completions/kura" || fail "no completion"
bash -n "$work/completion" || fail "the completion is not bash"
