#include "handshake/states.h"

namespace handshake {

std::string_view name_of(ClientState state) {
  switch (state) {
    case ClientState::START:
      return "START";
    case ClientState::WAIT_SH:
      return "WAIT_SH";
    case ClientState::WAIT_EE:
      return "WAIT_EE";
    case ClientState::WAIT_CERT_CR:
      return "WAIT_CERT_CR";
    case ClientState::WAIT_CERT:
      return "WAIT_CERT";
    case ClientState::WAIT_CV:
      return "WAIT_CV";
    case ClientState::WAIT_FINISHED:
      return "WAIT_FINISHED";
    case ClientState::SEND_END_OF_EARLY_DATA:
      return "SEND_END_OF_EARLY_DATA";
    case ClientState::SEND_CHANGE_CIPHER_SPEC:
      return "SEND_CHANGE_CIPHER_SPEC";
    case ClientState::SEND_CERTIFICATE:
      return "SEND_CERTIFICATE";
    case ClientState::SEND_CERTIFICATE_VERIFY:
      return "SEND_CERTIFICATE_VERIFY";
    case ClientState::SEND_FINISHED:
      return "SEND_FINISHED";
    case ClientState::TLS12_WAIT_CERTIFICATE:
      return "TLS12_WAIT_CERTIFICATE";
    case ClientState::TLS12_WAIT_SERVER_KEY_EXCHANGE:
      return "TLS12_WAIT_SERVER_KEY_EXCHANGE";
    case ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE:
      return "TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE";
    case ClientState::TLS12_WAIT_SERVER_HELLO_DONE:
      return "TLS12_WAIT_SERVER_HELLO_DONE";
    case ClientState::TLS12_SEND_CERTIFICATE:
      return "TLS12_SEND_CERTIFICATE";
    case ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE:
      return "TLS12_SEND_CLIENT_KEY_EXCHANGE";
    case ClientState::TLS12_SEND_CERTIFICATE_VERIFY:
      return "TLS12_SEND_CERTIFICATE_VERIFY";
    case ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC:
      return "TLS12_SEND_CHANGE_CIPHER_SPEC";
    case ClientState::TLS12_SEND_FINISHED:
      return "TLS12_SEND_FINISHED";
    case ClientState::TLS12_WAIT_NEW_SESSION_TICKET:
      return "TLS12_WAIT_NEW_SESSION_TICKET";
    case ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC:
      return "TLS12_WAIT_CHANGE_CIPHER_SPEC";
    case ClientState::TLS12_WAIT_FINISHED:
      return "TLS12_WAIT_FINISHED";
    case ClientState::CONNECTED:
      return "CONNECTED";
    case ClientState::CLOSED:
      return "CLOSED";
  }
  return {};
}

std::string_view name_of(ServerState state) {
  switch (state) {
    case ServerState::START:
      return "START";
    case ServerState::RECVD_CH:
      return "RECVD_CH";
    case ServerState::SEND_HELLO_RETRY_REQUEST:
      return "SEND_HELLO_RETRY_REQUEST";
    case ServerState::NEGOTIATED:
      return "NEGOTIATED";
    case ServerState::SEND_CHANGE_CIPHER_SPEC:
      return "SEND_CHANGE_CIPHER_SPEC";
    case ServerState::SEND_ENCRYPTED_EXTENSIONS:
      return "SEND_ENCRYPTED_EXTENSIONS";
    case ServerState::SEND_CERTIFICATE_REQUEST:
      return "SEND_CERTIFICATE_REQUEST";
    case ServerState::SEND_CERTIFICATE:
      return "SEND_CERTIFICATE";
    case ServerState::SEND_CERTIFICATE_VERIFY:
      return "SEND_CERTIFICATE_VERIFY";
    case ServerState::SEND_FINISHED:
      return "SEND_FINISHED";
    case ServerState::WAIT_EOED:
      return "WAIT_EOED";
    case ServerState::WAIT_FLIGHT2:
      return "WAIT_FLIGHT2";
    case ServerState::WAIT_CERT:
      return "WAIT_CERT";
    case ServerState::WAIT_CV:
      return "WAIT_CV";
    case ServerState::WAIT_FINISHED:
      return "WAIT_FINISHED";
    case ServerState::TLS12_SEND_SERVER_HELLO:
      return "TLS12_SEND_SERVER_HELLO";
    case ServerState::TLS12_SEND_CERTIFICATE:
      return "TLS12_SEND_CERTIFICATE";
    case ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE:
      return "TLS12_SEND_SERVER_KEY_EXCHANGE";
    case ServerState::TLS12_SEND_CERTIFICATE_REQUEST:
      return "TLS12_SEND_CERTIFICATE_REQUEST";
    case ServerState::TLS12_SEND_SERVER_HELLO_DONE:
      return "TLS12_SEND_SERVER_HELLO_DONE";
    case ServerState::TLS12_WAIT_CERTIFICATE:
      return "TLS12_WAIT_CERTIFICATE";
    case ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE:
      return "TLS12_WAIT_CLIENT_KEY_EXCHANGE";
    case ServerState::TLS12_WAIT_CERTIFICATE_VERIFY:
      return "TLS12_WAIT_CERTIFICATE_VERIFY";
    case ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC:
      return "TLS12_WAIT_CHANGE_CIPHER_SPEC";
    case ServerState::TLS12_WAIT_FINISHED:
      return "TLS12_WAIT_FINISHED";
    case ServerState::TLS12_SEND_NEW_SESSION_TICKET:
      return "TLS12_SEND_NEW_SESSION_TICKET";
    case ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC:
      return "TLS12_SEND_CHANGE_CIPHER_SPEC";
    case ServerState::TLS12_SEND_FINISHED:
      return "TLS12_SEND_FINISHED";
    case ServerState::CONNECTED:
      return "CONNECTED";
    case ServerState::CLOSED:
      return "CLOSED";
  }
  return {};
}

std::string_view name_of(Event event) {
  switch (event) {
    case Event::send_client_hello:
      return "send_client_hello";
    case Event::receive_server_hello:
      return "receive_server_hello";
    case Event::receive_hello_retry_request:
      return "receive_hello_retry_request";
    case Event::receive_encrypted_extensions:
      return "receive_encrypted_extensions";
    case Event::receive_certificate_request:
      return "receive_certificate_request";
    case Event::receive_certificate:
      return "receive_certificate";
    case Event::receive_certificate_verify:
      return "receive_certificate_verify";
    case Event::receive_finished:
      return "receive_finished";
    case Event::receive_client_hello:
      return "receive_client_hello";
    case Event::select_parameters:
      return "select_parameters";
    case Event::send_hello_retry_request:
      return "send_hello_retry_request";
    case Event::send_server_hello:
      return "send_server_hello";
    case Event::send_change_cipher_spec:
      return "send_change_cipher_spec";
    case Event::send_encrypted_extensions:
      return "send_encrypted_extensions";
    case Event::send_certificate_request:
      return "send_certificate_request";
    case Event::send_certificate:
      return "send_certificate";
    case Event::send_certificate_verify:
      return "send_certificate_verify";
    case Event::send_finished:
      return "send_finished";
    case Event::send_end_of_early_data:
      return "send_end_of_early_data";
    case Event::receive_end_of_early_data:
      return "receive_end_of_early_data";
    case Event::no_early_data:
      return "no_early_data";
    case Event::receive_server_key_exchange:
      return "receive_server_key_exchange";
    case Event::receive_server_hello_done:
      return "receive_server_hello_done";
    case Event::receive_change_cipher_spec:
      return "receive_change_cipher_spec";
    case Event::receive_new_session_ticket:
      return "receive_new_session_ticket";
    case Event::receive_client_key_exchange:
      return "receive_client_key_exchange";
    case Event::send_client_key_exchange:
      return "send_client_key_exchange";
    case Event::send_server_key_exchange:
      return "send_server_key_exchange";
    case Event::send_server_hello_done:
      return "send_server_hello_done";
    case Event::send_new_session_ticket:
      return "send_new_session_ticket";
    case Event::fail_or_close:
      return "fail_or_close";
  }
  return {};
}

}  // namespace handshake
