// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <variant>
#include <vector>

#include "base/result.h"
#include "loader/kernel/links.h"
#include "loader/kernel/routes.h"

namespace hawser::loader {

struct LinkChanged {
    Link link;
};
struct LinkGone {
    int ifindex = 0;
    std::string name;
};
struct AddressAdded {
    LinkAddress address;
};
struct AddressRemoved {
    LinkAddress address;
};
struct RouteAdded {
    Route route;
};
struct RouteRemoved {
    Route route;
};
struct RuleAdded {
    Rule rule;
};
struct RuleRemoved {
    Rule rule;
};
/// The socket's buffer was too small: list everything anew.
struct EventsLost {};

using KernelEvent = std::variant<LinkChanged, LinkGone, AddressAdded, AddressRemoved, RouteAdded,
                                 RouteRemoved, RuleAdded, RuleRemoved, EventsLost>;

/// What changes in the kernel, as it changes.
class EventPort {
 public:
    virtual ~EventPort() = default;
    /// Readable when there is something to take. Owned by the port; never read it oneself.
    [[nodiscard]] virtual int fd() const = 0;
    /// Everything that has happened since the last call; does not block.
    virtual Result<std::vector<KernelEvent>> take() = 0;
};

}  // namespace hawser::loader
