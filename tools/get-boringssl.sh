#!/usr/bin/env bash
# get-boringssl.sh: puts the pinned BoringSSL source into the user's cache folder and prints where it is.
# The path is the only thing on stdout; everything else goes to stderr.
#
# Two sources give the same files. With apt: Debian's source package android-platform-external-boringssl.
# Without: Android's git, tag android-14.0.0_r45. Both hold generated assembly and err_data.c, so that
# neither Go nor Perl is needed. The system's apt configuration is read but never changed.
set -euo pipefail

revision=32b51305debe43e38e7bf2c2b13c4ebf3b474e80   # BoringSSL's own revision
version=14.0.0+r45                                  # Debian's name for it
archive=android-platform-external-boringssl_$version.orig.tar.xz
archive_sum=f9223e8c15ad5d9e3f1cd50861f4c272658864661e2332bea5d60952aa0930cd
git_address=https://android.googlesource.com/platform/external/boringssl
git_tag=android-14.0.0_r45

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
manifest=$here/boringssl.sha256                     # every file that builds and tests read
cache=${XDG_CACHE_HOME:-$HOME/.cache}/handshake-playground
target=$cache/boringssl-$revision

say() { printf 'BoringSSL: %s\n' "$*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# A folder of this name only ever appears complete: it is filled elsewhere, checked, then renamed.
if [ -d "$target" ]; then echo "$target"; exit 0; fi

mkdir -p "$cache"
# What killed runs left behind.
find "$cache" -maxdepth 1 -name 'unfinished.*' -mtime +0 -exec rm -rf {} +
work=$(mktemp -d "$cache/unfinished.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

from_apt() {
  command -v apt-get >/dev/null || return 1
  local mirror
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)
  [ -n "$mirror" ] || { say 'apt here has no Debian mirror'; return 1; }
  say 'fetching the source package (32 MB) with apt, in a configuration of its own'
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  # Debian 13's index, because Debian 12 has an older revision. The tarball is then checked by its own sum.
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$work/apt/sources.list"
  cat > "$work/apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "root";
CONF
  (
    cd "$work"
    export APT_CONFIG=$work/apt/apt.conf
    apt-get -q update >&2 &&
      apt-get -q source --tar-only --download-only "android-platform-external-boringssl=$version-2" >&2 ||
      apt-get -q source --tar-only --download-only android-platform-external-boringssl >&2
  ) || return 1
  if [ "$(sha256 "$work/$archive" 2>/dev/null | cut -d' ' -f1)" != "$archive_sum" ]; then
    say "the SHA-256 of $archive is not the expected one; it is not used"
    return 1
  fi
  mkdir "$work/tree"
  # cmake's tar reads xz by itself, so xz-utils is not needed.
  (cd "$work/tree" && cmake -E tar xf "$work/$archive") || return 1
  # The orig tarball has one folder at its top.
  set -- "$work"/tree/*
  [ $# -eq 1 ] && [ -d "$1/src" ] || { say 'the tarball is not laid out as expected'; return 1; }
  source_tree=$1
}

from_git() {
  command -v git >/dev/null || { say 'neither a Debian mirror nor git is here'; return 1; }
  say "cloning $git_tag from $git_address"
  rm -rf "$work/git"
  git clone --quiet --depth 1 --branch "$git_tag" --config advice.detachedHead=false --config core.autocrlf=false \
    "$git_address" "$work/git" >&2 || return 1
  rm -rf "$work/git/.git"
  source_tree=$work/git
}

# Both ways end here: the revision is right and every file of the build has the sum on our list.
verify() {
  [ "$(tr -d '[:space:]' < "$source_tree/BORINGSSL_REVISION")" = "$revision" ] || { say 'another revision than expected'; return 1; }
  (cd "$source_tree" && sha256 --check --quiet --strict "$manifest" >&2) || { say 'a file differs from tools/boringssl.sha256'; return 1; }
}

if ! { from_apt && verify; } && ! { from_git && verify; }; then
  say "the source could not be had. What would help, one of:
  - a connection to a Debian mirror (with apt) or to $git_address (with git)
  - any BoringSSL tree you have: cmake --preset native -DHANDSHAKE_BORINGSSL_DIR=/path/to/boringssl"
  exit 1
fi

# Another run may have been quicker; its result is as good.
if ! mv -T "$source_tree" "$target" 2>/dev/null && [ ! -d "$target" ]; then
  mv "$source_tree" "$target"
fi
say 'source is complete and its sums are right'
echo "$target"
