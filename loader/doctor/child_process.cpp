// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace hawser::loader::doctor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostOutput = 16u << 20;

std::string program_path(const std::string& name) {
    for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}) {
        std::string path = folder + name;
        if (::access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

/// The child's process id; it writes to `output`.
Result<pid_t> start(const std::string& path, const std::vector<std::string>& words, int output) {
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: posix_spawn does not write to them
    arguments.push_back(nullptr);
    std::string locale = "LC_ALL=C";
    std::array<char*, 2> environment{locale.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t child = 0;
    const int failed =
        ::posix_spawn(&child, path.c_str(), &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return Error::system("starting " + path, failed);
    return child;
}

/// Until the end of file; false where that does not come in time.
bool read_all(int from, std::string& text, Clock::time_point until) {
    std::array<char, 16 * 1024> block{};
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        pollfd readable{.fd = from, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) == 0) return false;
        const ssize_t count = ::read(from, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return true;
        if (text.size() < kMostOutput) text.append(block.data(), static_cast<size_t>(count));
    }
}

}  // namespace

Result<std::string> output_of(const std::vector<std::string>& words, std::chrono::milliseconds patience) {
    const std::string path = program_path(words.front());
    if (path.empty()) return Error("there is no program '" + words.front() + "'");
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return Error::system("making a pipe", errno);
    const auto child = start(path, words, ends[1]);
    ::close(ends[1]);
    if (!child) {
        ::close(ends[0]);
        return child.error();
    }
    std::string text;
    const bool ended = read_all(ends[0], text, Clock::now() + patience);
    ::close(ends[0]);
    if (!ended) ::kill(*child, SIGKILL);
    ::waitpid(*child, nullptr, 0);
    if (!ended) return Error("'" + words.front() + "' has not ended in time");
    return text;
}

}  // namespace hawser::loader::doctor
