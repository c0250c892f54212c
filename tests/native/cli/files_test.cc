// Files of the command: who may read them, and what is left of a private key in memory.
#include "cli/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>

#include "session/demonstration_pem.h"

namespace {

// Every block that is freed while `watched` is set is searched for these characters.
char wanted[32];
bool watched = false;
int found = 0;

// A block's size stands before it.
constexpr std::size_t kBefore = alignof(std::max_align_t);

void look_and_free(void *block) {
  if (!block) return;
  char *begin = static_cast<char *>(block);
  std::size_t size = 0;
  std::memcpy(&size, begin - kBefore, sizeof size);
  if (watched && std::search(begin, begin + size, wanted, wanted + sizeof wanted) != begin + size) {
    ++found;
  }
  std::free(begin - kBefore);
}

}  // namespace

void *operator new(std::size_t size) {
  auto *block = static_cast<char *>(std::calloc(1, size + kBefore));
  if (!block) throw std::bad_alloc();
  std::memcpy(block, &size, sizeof size);
  return block + kBefore;
}
void operator delete(void *block) noexcept { look_and_free(block); }
void operator delete(void *block, std::size_t) noexcept { look_and_free(block); }

namespace cli::files_test {
namespace {

// Folder is empty at first and gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = testing::TempDir() + "handshake-files-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string &name) const { return path_ + "/" + name; }
  std::string file(const std::string &name, std::string_view text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }

 private:
  std::string path_;
};

unsigned mode_of(const std::string &path) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 ? about.st_mode & 0777 : 0;
}

std::string text_of(const std::string &path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Files, LeaveNothingOfAPrivateKeyInFreedMemory) {
  const Folder folder;
  const std::string pem = *session::demonstration_pem("rsa_pss_rsae_sha256");
  const std::size_t key = pem.find("-----BEGIN PRIVATE KEY-----\n");
  ASSERT_NE(key, std::string::npos);
  // The key lies far in front of the file's end, and the text grows after it was read.
  for (const std::size_t more : {0, 5000, 100000}) {
    const std::string path =
        folder.file("key.pem", pem.substr(key) + std::string(more, '\n') + pem.substr(0, key));
    pem.copy(wanted, sizeof wanted, key + 28 + 10 * 65);
    found = 0;
    watched = true;
    const auto credential = read_credential(path, path);
    watched = false;
    EXPECT_TRUE(std::holds_alternative<handshake::Credential>(credential));
    EXPECT_EQ(found, 0) << more;
  }
}

TEST(Files, AreReadWholeOrRefused) {
  const Folder folder;
  for (const std::size_t size : {0, 1, 4095, 4096, 4097, 70000}) {
    const std::string text(size, 'x');
    const auto read = read_file(folder.file("x", text), 70000);
    EXPECT_EQ(wire::as_text(std::get<0>(read)), text);
  }
  const auto read = read_file(folder.file("x", std::string(70001, 'x')), 70000);
  EXPECT_EQ(std::get<Error>(read).text, folder.file("x") + ": is longer than 70000 bytes");
  // What is no file of a known size is read all the same.
  const auto status = read_file("/dev/zero", 70000);
  EXPECT_TRUE(std::holds_alternative<Error>(status));
  EXPECT_TRUE(std::holds_alternative<Error>(read_file(folder.file(""), 70000)));
}

TEST(Files, WithSecretsAreForTheirOwnerAloneWhateverWasThere) {
  const Folder folder;
  for (const auto write :
       {+[](const std::string &path) { return write_file(path, "new", Access::owner); },
        +[](const std::string &path) { return append_file(path, "new"); }}) {
    const std::string path = folder.file("old", "what was there");
    chmod(path.c_str(), 0666);
    EXPECT_FALSE(write(path));
    EXPECT_EQ(mode_of(path), 0600u);
    std::filesystem::remove(path);
    EXPECT_FALSE(write(path));
    EXPECT_EQ(mode_of(path), 0600u);
    EXPECT_EQ(text_of(path), "new");
    // A device keeps its mode.
    const unsigned before = mode_of("/dev/null");
    EXPECT_FALSE(write("/dev/null"));
    EXPECT_EQ(mode_of("/dev/null"), before);
  }
  const std::string path = folder.file("old", "what was there");
  EXPECT_FALSE(write_file(path, "new", Access::owner));
  EXPECT_EQ(text_of(path), "new");
  EXPECT_FALSE(append_file(path, "er"));
  EXPECT_EQ(text_of(path), "newer");
  chmod(path.c_str(), 0644);
  EXPECT_FALSE(write_file(path, "for all", Access::usual));
  EXPECT_EQ(mode_of(path), 0644u);
}

TEST(Files, CanBeAskedForWithoutBeingMade) {
  const Folder folder;
  EXPECT_FALSE(check_writable(folder.file("new")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("new")));
  EXPECT_FALSE(check_writable(folder.file("old", "kept")));
  EXPECT_EQ(text_of(folder.file("old")), "kept");
  EXPECT_FALSE(check_writable("/dev/null"));
  EXPECT_EQ(check_writable("/nowhere/x")->text, "/nowhere/x: No such file or directory");
  EXPECT_EQ(check_writable("")->text, ": No such file or directory");
  EXPECT_EQ(check_writable(folder.file(""))->text, folder.file("") + ": Is a directory");
}

}  // namespace
}  // namespace cli::files_test
