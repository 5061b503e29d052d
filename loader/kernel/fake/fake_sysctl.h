// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <string>

#include "loader/kernel/sysctl_port.h"

namespace hawser::loader {

/// Kernel switches in memory. Every name is there, with the value 0.
class FakeSysctl final : public SysctlPort {
 public:
    Result<std::string> read(std::string_view name) override {
        const auto found = values_.find(std::string(name));
        return found == values_.end() ? std::string("0") : found->second;
    }
    Result<bool> ensure(std::string_view name, std::string_view value) override {
        const Result<std::string> before = read(name);
        values_[std::string(name)] = std::string(value);
        return *before != value;
    }

 private:
    std::map<std::string, std::string> values_;
};

}  // namespace hawser::loader
