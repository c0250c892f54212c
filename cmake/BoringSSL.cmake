# BoringSSL.cmake: gives the targets boringssl::crypto and boringssl::ssl.
#
# Three layouts are understood.
# - Android's (what Debian ships, and our pinned source): android-sources.cmake at the top, generated files included.
# - upstream since 2024: generated files under gen/; upstream's own CMakeLists.txt is used.
# - upstream before: the same, but its build asks for Go and Perl.
# After this, HANDSHAKE_BORINGSSL_SRC is the folder that holds crypto/, include/ and ssl/.

set(HANDSHAKE_BORINGSSL_DIR "" CACHE PATH "Another BoringSSL tree, instead of the pinned source")

if(HANDSHAKE_BORINGSSL_DIR)
  get_filename_component(boringssl_dir "${HANDSHAKE_BORINGSSL_DIR}" ABSOLUTE BASE_DIR "${CMAKE_SOURCE_DIR}")
else()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env "PATH=$ENV{PATH}" bash "${CMAKE_SOURCE_DIR}/tools/get-boringssl.sh"
    OUTPUT_VARIABLE boringssl_dir OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE boringssl_result)
  if(NOT boringssl_result EQUAL 0)
    message(FATAL_ERROR "The BoringSSL source is missing; the lines above say why.")
  endif()
endif()

if(EXISTS "${boringssl_dir}/android-sources.cmake")
  set(HANDSHAKE_BORINGSSL_SRC "${boringssl_dir}/src")
  set(BORINGSSL_ROOT "${boringssl_dir}/")
  include("${boringssl_dir}/android-sources.cmake")

  set(boringssl_defines BORINGSSL_IMPLEMENTATION)
  set(boringssl_assembly)
  if(EMSCRIPTEN)
    # OPENSSL_TRUSTY leaves out /dev/urandom and the file BIOs; wasm/sysrand.c supplies randomness.
    list(APPEND boringssl_defines OPENSSL_NO_ASM OPENSSL_SMALL OPENSSL_TRUSTY
         OPENSSL_NO_THREADS_CORRUPT_MEMORY_AND_LEAK_SECRETS_IF_THREADED)
  else()
    if(APPLE)
      set(boringssl_system apple)
    elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
      set(boringssl_system linux)
      list(APPEND boringssl_defines _XOPEN_SOURCE=700)
    endif()
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
      set(boringssl_processor x86_64)
    elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
      set(boringssl_processor aarch64)
    endif()
    if(boringssl_system AND boringssl_processor)
      set(boringssl_assembly ${crypto_sources_${boringssl_system}_${boringssl_processor}})
    else()
      list(APPEND boringssl_defines OPENSSL_NO_ASM)
    endif()
  endif()

  if(NOT EXISTS "${HANDSHAKE_BORINGSSL_SRC}/include/openssl/mlkem.h")
    # The tree has Kyber and not yet ML-KEM: ours is built on the inside of its kyber.c, in its place.
    set(ml_kem_source "${CMAKE_SOURCE_DIR}/native/crypto/ml_kem_kyber.c")
    list(FILTER crypto_sources EXCLUDE REGEX "/kyber/kyber\\.c$")
    list(APPEND crypto_sources "${ml_kem_source}")
    set_source_files_properties("${ml_kem_source}" PROPERTIES
      INCLUDE_DIRECTORIES "${HANDSHAKE_BORINGSSL_SRC};${CMAKE_SOURCE_DIR}/native")
  endif()

  add_library(boringssl_crypto STATIC EXCLUDE_FROM_ALL ${crypto_sources} ${boringssl_assembly})
  add_library(boringssl_ssl STATIC EXCLUDE_FROM_ALL ${ssl_sources})
  target_link_libraries(boringssl_ssl PUBLIC boringssl_crypto)
  foreach(target boringssl_crypto boringssl_ssl)
    target_include_directories(${target} SYSTEM PUBLIC "${HANDSHAKE_BORINGSSL_SRC}/include")
    target_compile_definitions(${target} PRIVATE ${boringssl_defines})
    target_compile_features(${target} PRIVATE c_std_11 cxx_std_17)
    # -w: this is not our code, its warnings are not ours to mend.
    target_compile_options(${target} PRIVATE -w -fvisibility=hidden -fno-common
      $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  endforeach()

  if(NOT HANDSHAKE_SANITIZE)
    # The measure that we are compared with is built as its users build it.
    target_compile_options(boringssl_ssl PRIVATE -g0 -DNDEBUG)
  endif()

  if(EMSCRIPTEN)
    # Small (docs/decisions/2026-11-22_size.md). emcc's own -Os and -Oz forbid inlining, which makes the primitives up to
    # 14 times slower; with INLINING_LIMIT=0 clang inlines as its -Oz does.
    target_compile_options(boringssl_ssl PRIVATE -O2)  # the bench's alone
    set_source_files_properties(${crypto_sources} ${ml_kem_source} PROPERTIES
      COMPILE_OPTIONS "-Oz;-sINLINING_LIMIT=0")
    target_compile_options(boringssl_crypto PRIVATE
      "SHELL:-include \"${CMAKE_SOURCE_DIR}/native/crypto/boringssl_errors.h\"")
  else()
    if(NOT APPLE)
      target_compile_options(boringssl_crypto PRIVATE $<$<COMPILE_LANGUAGE:C,ASM>:-Wa,--noexecstack>)
    endif()
    find_package(Threads REQUIRED)
    target_link_libraries(boringssl_crypto PUBLIC Threads::Threads)
  endif()
  add_library(boringssl::crypto ALIAS boringssl_crypto)
  add_library(boringssl::ssl ALIAS boringssl_ssl)

elseif(EXISTS "${boringssl_dir}/include/openssl/ssl.h" AND EXISTS "${boringssl_dir}/CMakeLists.txt")
  set(HANDSHAKE_BORINGSSL_SRC "${boringssl_dir}")
  if(NOT EXISTS "${boringssl_dir}/gen")
    find_program(boringssl_go NAMES go)
    find_program(boringssl_perl NAMES perl)
    if(NOT boringssl_go OR NOT boringssl_perl)
      message(FATAL_ERROR
        "The BoringSSL tree ${boringssl_dir} has no generated files, so that building it takes Go and Perl, "
        "and one of them is missing. Install golang and perl, or take a tree of 2024 or later, "
        "or leave HANDSHAKE_BORINGSSL_DIR empty for the pinned source, which needs neither.")
    endif()
  endif()
  set(BUILD_TESTING_before ${BUILD_TESTING})
  set(BUILD_TESTING OFF)
  set(BUILD_SHARED_LIBS OFF)
  set(INSTALL_ENABLED OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  if(EMSCRIPTEN)
    set(OPENSSL_NO_ASM ON)
    set(OPENSSL_SMALL ON)
  endif()
  add_subdirectory("${boringssl_dir}" "${CMAKE_BINARY_DIR}/boringssl" EXCLUDE_FROM_ALL)
  set(BUILD_TESTING ${BUILD_TESTING_before})
  foreach(target crypto ssl)
    target_compile_options(${target} PRIVATE -w)
    # Its headers are not ours to warn about.
    get_target_property(boringssl_include ${target} INTERFACE_INCLUDE_DIRECTORIES)
    if(boringssl_include)
      set_property(TARGET ${target} APPEND PROPERTY INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${boringssl_include})
    endif()
    add_library(boringssl::${target} ALIAS ${target})
  endforeach()

else()
  message(FATAL_ERROR
    "HANDSHAKE_BORINGSSL_DIR=${boringssl_dir} is no BoringSSL tree: "
    "neither android-sources.cmake nor include/openssl/ssl.h is in it.")
endif()
