#include "wire/extensions.h"

namespace wire {

bool may_stand_in(ExtensionType type, In message) {
  using enum ExtensionType;
  const auto among = [message](std::initializer_list<In> messages) {
    for (const In m : messages) {
      if (m == message) return true;
    }
    return false;
  };
  switch (type) {
    case server_name:
    case max_fragment_length:
    case supported_groups:
    case use_srtp:
    case heartbeat:
    case application_layer_protocol_negotiation:
      return among({In::client_hello, In::encrypted_extensions});
    case status_request:
    case signed_certificate_timestamp:
      return among({In::client_hello, In::certificate_request, In::certificate});
    case signature_algorithms:
    case certificate_authorities:
    case signature_algorithms_cert:
      return among({In::client_hello, In::certificate_request});
    case padding:
    case psk_key_exchange_modes:
    case post_handshake_auth:
      return among({In::client_hello});
    case key_share:
    case supported_versions:
      return among({In::client_hello, In::server_hello, In::hello_retry_request});
    case pre_shared_key:
      return among({In::client_hello, In::server_hello});
    case early_data:
      return among({In::client_hello, In::encrypted_extensions, In::new_session_ticket});
    case cookie:
      return among({In::client_hello, In::hello_retry_request});
    case oid_filters:
      return among({In::certificate_request});
    case compress_certificate:
      return among({In::client_hello, In::certificate_request});
    case record_size_limit:
      return among({In::client_hello, In::encrypted_extensions});
    // Of TLS 1.2 and before: a client may offer them, in TLS 1.3 no message answers them.
    case ec_point_formats:
    case encrypt_then_mac:
    case extended_master_secret:
    case session_ticket:
    case renegotiation_info:
      return among({In::client_hello});
  }
  return true;
}

bool may_stand_in_tls12_server_hello(ExtensionType type) {
  using enum ExtensionType;
  switch (type) {
    case key_share:
    case supported_versions:
    case pre_shared_key:
    case early_data:
    case cookie:
    case psk_key_exchange_modes:
    case certificate_authorities:
    case oid_filters:
    case post_handshake_auth:
    case signature_algorithms:
    case signature_algorithms_cert:
    case padding:
      return false;
    default:
      return true;
  }
}

}  // namespace wire
