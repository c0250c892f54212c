// Stands before every file of BoringSSL in WebAssembly (cmake/BoringSSL.cmake) and leaves its error
// queue empty. Nobody reads it: the core tells failures by what functions return. The places where
// something may fail, with their files and lines, would take room in the module.
#pragma once

#include <openssl/err.h>
#undef OPENSSL_PUT_ERROR
#define OPENSSL_PUT_ERROR(library, reason) ((void)0)
