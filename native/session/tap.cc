#include "session/tap.h"

#include "session/session.h"

namespace session {

eavesdropper::Recording record(const Scenario &scenario) {
  Session session(scenario, Recorder::Mode::off);
  session.tap();
  session.run();
  return session.recording();
}

}  // namespace session
