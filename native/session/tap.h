// What an eavesdropper has of a run: the bytes that were passed on, and when.
#pragma once

#include "eavesdropper/recording.h"
#include "session/scenario.h"

namespace session {

// record plays a scenario and gives what crossed the wire, as the network passed it on. The first
// piece passes at the scenario's time, each of the others a millisecond after the one before; a
// second connection begins `pause` seconds later.
eavesdropper::Recording record(const Scenario &);

}  // namespace session
