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
    case ClientState::SEND_CHANGE_CIPHER_SPEC:
      return "SEND_CHANGE_CIPHER_SPEC";
    case ClientState::SEND_CERTIFICATE:
      return "SEND_CERTIFICATE";
    case ClientState::SEND_FINISHED:
      return "SEND_FINISHED";
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
    case ServerState::SEND_CERTIFICATE:
      return "SEND_CERTIFICATE";
    case ServerState::SEND_CERTIFICATE_VERIFY:
      return "SEND_CERTIFICATE_VERIFY";
    case ServerState::SEND_FINISHED:
      return "SEND_FINISHED";
    case ServerState::WAIT_FLIGHT2:
      return "WAIT_FLIGHT2";
    case ServerState::WAIT_FINISHED:
      return "WAIT_FINISHED";
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
    case Event::send_certificate:
      return "send_certificate";
    case Event::send_certificate_verify:
      return "send_certificate_verify";
    case Event::send_finished:
      return "send_finished";
    case Event::no_early_data:
      return "no_early_data";
    case Event::fail_or_close:
      return "fail_or_close";
  }
  return {};
}

}  // namespace handshake
