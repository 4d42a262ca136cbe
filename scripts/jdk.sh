# Sourced by ./hone and ./test: sets and exports JAVA_HOME to a JDK of at least version 25, or says what to do and exits with 2.
# Reads the `release` file of a JDK instead of starting it, and starts no process while the first candidate fits.

hone_jdk_wanted=25
hone_jdk_seen=""

# hone_jdk_version DIR: sets hone_jdk_major to the major version of the JDK in DIR, or to nothing when DIR holds no JDK.
hone_jdk_version() {
  hone_jdk_major=""
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        line=${line//\"/}
        line=${line#1.}
        hone_jdk_major=${line%%[!0-9]*}
        return 0
        ;;
    esac
  done < "$1/release"
}

# hone_jdk_try DIR ORIGIN: succeeds when DIR is a JDK that is new enough; remembers it for the message otherwise.
hone_jdk_try() {
  [ -n "$1" ] || return 1
  hone_jdk_version "$1"
  if [ -n "$hone_jdk_major" ] && [ "$hone_jdk_major" -ge "$hone_jdk_wanted" ]; then
    JAVA_HOME=$1
    return 0
  fi
  if [ -n "$hone_jdk_major" ]; then
    hone_jdk_seen+="  JDK $hone_jdk_major in $1 ($2)"$'\n'
  elif [ "$2" != "usual folder" ]; then
    hone_jdk_seen+="  no JDK in $1 ($2)"$'\n'
  fi
  return 1
}

hone_jdk_of_path() {
  local java
  java=$(command -v java) || return 1
  java=$(readlink -f "$java" 2>/dev/null) || return 1
  hone_jdk_try "${java%/bin/java}" "java on the path"
}

hone_jdk_of_folders() {
  local home
  for home in /usr/lib/jvm/* /opt/* /opt/java/* /usr/java/* /usr/local/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -d "$home" ] && [ ! -L "$home" ] && hone_jdk_try "$home" "usual folder"; then
      return 0
    fi
  done
  return 1
}

hone_jdk_find() {
  if [ -n "${HONE_JAVA_HOME:-}" ]; then
    hone_jdk_try "$HONE_JAVA_HOME" "HONE_JAVA_HOME" && return 0
    echo "HONE_JAVA_HOME must name a JDK $hone_jdk_wanted or newer; found" >&2
    printf '%s' "$hone_jdk_seen" >&2
    echo "Correct HONE_JAVA_HOME, or unset it to let Hone look for a JDK." >&2
    return 1
  fi
  hone_jdk_try "${JAVA_HOME:-}" "JAVA_HOME" && return 0
  hone_jdk_of_path && return 0
  hone_jdk_of_folders && return 0
  echo "Hone needs a JDK $hone_jdk_wanted or newer and found none. It looked at HONE_JAVA_HOME, JAVA_HOME, java on the path and the usual folders:" >&2
  printf '%s' "${hone_jdk_seen:-  no JDK at all
}" >&2
  echo "Install one (Temurin 25 for instance: apt install temurin-25-jdk, brew install --cask temurin@25, sdk install java 25-tem)," >&2
  echo "or, when one is installed elsewhere: export HONE_JAVA_HOME=/path/to/jdk-25" >&2
  return 1
}

hone_jdk_find || exit 2
export JAVA_HOME
