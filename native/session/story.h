// The story of a handshake as text for a terminal.
#pragma once

#include <string>

#include "trace/recorder.h"

namespace session {

// story tells a trace step by step: who does what, the messages with their sizes and protection,
// every value with its bytes and where it comes from, what was checked, and what was wiped. It is
// made from the trace's events alone, in lines of at most 100 columns of UTF-8 text.
std::string story(const trace::Recorder &);

}  // namespace session
