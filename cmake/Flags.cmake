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

# HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION puts a switch into the core by which a fuzz target makes every MAC and
# signature right (native/crypto/authentication.h). It exists in the fuzz build alone, which has no product in it;
# whoever defines it by hand is refused here, and by the header.
get_directory_property(definitions COMPILE_DEFINITIONS)
get_directory_property(options COMPILE_OPTIONS)
foreach(build "" _DEBUG _RELEASE _RELWITHDEBINFO _MINSIZEREL)
  list(APPEND options "${CMAKE_C_FLAGS${build}}" "${CMAKE_CXX_FLAGS${build}}")
endforeach()
if("${definitions};${options}" MATCHES UNSAFE_NO_AUTHENTICATION)
  message(FATAL_ERROR "HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION is set by HANDSHAKE_FUZZ and by nothing else.")
endif()
if(HANDSHAKE_FUZZ)
  if(EMSCRIPTEN OR NOT HANDSHAKE_SANITIZE MATCHES address OR NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "HANDSHAKE_FUZZ needs clang and HANDSHAKE_SANITIZE=address: use the preset fuzz.")
  endif()
  set(HANDSHAKE_FUZZ_DEFINITIONS HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION)
else()
  unset(HANDSHAKE_FUZZ_DEFINITIONS)
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

# handshake_unity(TARGET FILES): with HANDSHAKE_UNITY the compiler gets FILES files of TARGET at a time, so that headers
# and templates are compiled once for all of them: a third of the work for a whole build, more for one changed file.
option(HANDSHAKE_UNITY "Compile several files at a time (npm test, on a fresh machine)" OFF)
function(handshake_unity target files)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${HANDSHAKE_UNITY} UNITY_BUILD_BATCH_SIZE ${files})
endfunction()
