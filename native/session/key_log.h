// The key log (SSLKEYLOGFILE, RFC 9850), from which Wireshark and others decrypt a recording.
#pragma once

#include <string>

#include "trace/recorder.h"

namespace session {

// key_log writes a line for each traffic secret and exporter secret of a trace:
// label, client random, secret. What both sides hold stands there once. The text is empty while
// there are none.
std::string key_log(const trace::Recorder &);

}  // namespace session
