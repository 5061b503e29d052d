// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/screen.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace hawser::loader {
namespace {

volatile std::sig_atomic_t g_end = 0;

void ask_for_end(int) {
    g_end = 1;
}

void ignore_resize(int) {}

void on_signal(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    // No SA_RESTART: poll() has to return.
    sigaction(number, &action, nullptr);
}

void write_out(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    if (std::fflush(stdout) != 0) g_end = 1;
}

}  // namespace

bool Screen::possible() {
    return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
}

Screen::Screen() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios keys = before_;
    keys.c_lflag &= static_cast<tcflag_t>(~(ICANON | ECHO));
    ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        on_signal(number, ask_for_end);
    on_signal(SIGWINCH, ignore_resize);
    // Alternate screen, no cursor.
    write_out("\033[?1049h\033[?25l");
}

Screen::~Screen() {
    write_out("\033[?25h\033[?1049l");
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

Screen::Size Screen::size() const {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {80, 24};
    return {std::max<size_t>(size.ws_col, 20), std::max<size_t>(size.ws_row, 5)};
}

void Screen::show(const std::string& frame) {
    // From the top left corner on, the rest of each line and of the screen cleared.
    std::string text = "\033[H";
    for (const char each : frame)
        text += each == '\n' ? std::string("\033[K\n") : std::string(1, each);
    write_out(text + "\033[J");
}

bool Screen::wait(std::chrono::milliseconds most) {
    pollfd keys{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&keys, 1, static_cast<int>(most.count()));
    if (ready > 0) {
        char key = 0;
        if (::read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q') return false;
    }
    return g_end == 0;
}

}  // namespace hawser::loader
