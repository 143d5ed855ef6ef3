#!/bin/sh
# Collects what a service runs on into the folder $1: Python, the libraries that it and wheels link, certificates, users.
# No shell, no package manager. Which packages that is from is left where scanners look for it (dpkg/status.d).
set -eu
bare=$1
prefix=$(python -c 'import sys; print(sys.base_prefix)')
stdlib=$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')

# A file at its place, and what it is a link to. /lib is a link to /usr/lib: the place is where it really is.
put() {
    for file in "$(readlink -f "$(dirname "$1")")/$(basename "$1")" "$(readlink -f "$1")"; do
        mkdir -p "$bare$(dirname "$file")"
        cp -an "$file" "$bare$file"
        note "$file"
    done
}

note() {
    for name in "$1" "${1#/usr}"; do
        package=$(dpkg-query --search "$name" 2>/dev/null | cut -d: -f1)
        [ -z "$package" ] || dpkg-query --status "$package" > "$bare/var/lib/dpkg/status.d/$package"
    done
}

linked() {
    ldd "$@" | grep -oE '/[^ :]+\.so[^ :]*' | sort -u
}

mkdir -p "$bare/usr/lib" "$bare/usr/lib64" "$bare/etc" "$bare/tmp" "$bare/var/lib/dpkg/status.d" "$bare$(dirname "$stdlib")"
chmod 1777 "$bare/tmp"
ln -s usr/lib "$bare/lib"
ln -s usr/lib64 "$bare/lib64"

put "$prefix/bin/python3.11"
cp -a "$stdlib" "$bare$stdlib"
cd "$bare$stdlib"
rm -rf test ensurepip idlelib lib2to3 turtledemo tkinter pydoc_data site-packages dist-packages config-*
find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Wheels may link any of libc's parts, and the libraries of the compilers, though Python itself does not.
for file in $(linked "$prefix/bin/python3.11" "$stdlib"/lib-dynload/*.so) \
    $(dpkg --listfiles libc6 libgcc-s1 libstdc++6 | grep -E '/lib.*\.so[.0-9]*$' | grep -v /gconv/); do
    put "$file"
done

put /etc/ssl/certs/ca-certificates.crt
cp /etc/nsswitch.conf /etc/os-release "$bare/etc/" 2>/dev/null || true
echo 'recto:x:10001:10001::/var/lib/recto:/sbin/nologin' > "$bare/etc/passwd"
echo 'recto:x:10001:' > "$bare/etc/group"
install --directory --owner 10001 --group 10001 "$bare/var/lib/recto"
