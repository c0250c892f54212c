# EmscriptenToolchain.cmake: finds Emscripten and hands over to its own toolchain file.
# Looked for in this order: emcc on PATH, the EMSDK variable of an emsdk shell, Debian's folder.

if(NOT HANDSHAKE_EMSCRIPTEN_TOOLCHAIN)
  set(emscripten_roots)
  find_program(HANDSHAKE_EMCC emcc)
  if(HANDSHAKE_EMCC)
    get_filename_component(emscripten_real "${HANDSHAKE_EMCC}" REALPATH)
    get_filename_component(emscripten_bin "${emscripten_real}" DIRECTORY)
    # Homebrew puts a wrapper in bin and the tree in libexec.
    list(APPEND emscripten_roots "${emscripten_bin}" "${emscripten_bin}/../libexec")
  endif()
  list(APPEND emscripten_roots "$ENV{EMSDK}/upstream/emscripten" /usr/share/emscripten /usr/lib/emscripten)
  foreach(root ${emscripten_roots})
    if(EXISTS "${root}/cmake/Modules/Platform/Emscripten.cmake")
      set(HANDSHAKE_EMSCRIPTEN_TOOLCHAIN "${root}/cmake/Modules/Platform/Emscripten.cmake"
          CACHE FILEPATH "Emscripten's own toolchain file")
      break()
    endif()
  endforeach()
  if(NOT HANDSHAKE_EMSCRIPTEN_TOOLCHAIN)
    message(FATAL_ERROR
      "Emscripten is missing (no emcc on PATH, no EMSDK). Debian: apt-get install emscripten. "
      "Fedora: dnf install emscripten. macOS: brew install emscripten. Or source emsdk_env.sh of an emsdk.")
  endif()
endif()
include("${HANDSHAKE_EMSCRIPTEN_TOOLCHAIN}")

# Debian's emcc finds its node modules (acorn) only when told where they are.
if(EXISTS /usr/share/nodejs/acorn)
  set(HANDSHAKE_NODE_PATH /usr/share/nodejs)
endif()
