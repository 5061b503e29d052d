// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/render_parts.h"

namespace hawser::loader {

std::string as_sentence(std::string text) {
    if (text.empty()) return text;
    if (text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    if (text.back() != '.' && text.back() != '?' && text.back() != '!') text += '.';
    return text;
}

Cell state_cell(StatusState state) {
    const std::string text(to_string(state));
    switch (state) {
        case StatusState::kUp:
            return {text, Style::kGood};
        case StatusState::kDown:
            return {text, Style::kBad};
        case StatusState::kDegraded:
        case StatusState::kDraining:
            return {text, Style::kWarning};
    }
    return {text};
}

}  // namespace hawser::loader
