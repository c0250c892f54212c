# Flags.cmake: what our own code is compiled with, and the sanitizers, which reach everything.

option(HANDSHAKE_WERROR "Warnings are errors" OFF)
set(HANDSHAKE_SANITIZE "" CACHE STRING "Sanitizers for everything, BoringSSL included, e.g. address,undefined")
option(HANDSHAKE_FUZZ "Build the fuzz targets of tests/fuzz (clang's libFuzzer)" OFF)

if(HANDSHAKE_SANITIZE)
  # The core has no RTTI and the tests have: the vptr check cannot tell the two apart from an error.
  add_compile_options(-fsanitize=${HANDSHAKE_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HANDSHAKE_SANITIZE})
  if(HANDSHAKE_SANITIZE MATCHES undefined)
    # These four make templates three times slower to compile. A null pointer shows under ASan without them,
    # and the core has neither virtual functions nor casts to stricter alignment.
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=null,alignment,vptr,object-size>)
  endif()
endif()
if(HANDSHAKE_FUZZ)
  add_compile_definitions(FUZZING_BUILD_MODE_HANDSHAKE)
endif()

find_program(HANDSHAKE_CCACHE ccache)
mark_as_advanced(HANDSHAKE_CCACHE)
if(HANDSHAKE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${HANDSHAKE_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HANDSHAKE_CCACHE}")
endif()

# handshake_flags(TARGET [EXCEPTIONS]): our warnings; without EXCEPTIONS also no exceptions and no RTTI.
function(handshake_flags target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EXCEPTIONS" "" "")
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    $<$<BOOL:${HANDSHAKE_WERROR}>:-Werror>
    # Coverage of our own code guides the fuzzer; BoringSSL's would drown it, and takes most of the time.
    $<$<BOOL:${HANDSHAKE_FUZZ}>:-fsanitize=fuzzer-no-link>)
  if(NOT EMSCRIPTEN)
    # A defect in our own memory ends the program instead of going on.
    target_compile_options(${target} PRIVATE -fstack-protector-strong)
    target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
  endif()
  if(NOT arg_EXCEPTIONS)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  endif()
endfunction()

# handshake_sources(VARIABLE FOLDER PATTERN): the files below FOLDER, looked for again at every build.
function(handshake_sources variable folder pattern)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/${pattern}")
  set(${variable} ${found} PARENT_SCOPE)
endfunction()
