// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <termios.h>

#include <chrono>
#include <cstddef>
#include <string>

namespace hawser::loader {

/// The terminal for a live view: its alternate screen, no echo, keys as they are struck. Everything is put
/// back in the destructor, and SIGINT, SIGTERM and SIGHUP end the view rather than the program, so that it
/// is.
class Screen {
 public:
    /// Standard input and output are terminals.
    [[nodiscard]] static bool possible();

    Screen();
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    struct Size {
        size_t columns;
        size_t lines;
    };
    [[nodiscard]] Size size() const;
    /// Replaces what is shown, without flicker.
    void show(const std::string& frame);
    /// False once `q`, Ctrl-C or a signal has asked for the end; true when `most` has passed, the window has
    /// changed its size, or another key was struck.
    [[nodiscard]] bool wait(std::chrono::milliseconds most);

 private:
    termios before_{};
};

}  // namespace hawser::loader
