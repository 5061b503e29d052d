// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bpf/abi.h"
#include "loader/bpf/map_port.h"
#include "loader/bpf/map_room.h"
#include "loader/bpf/program_port.h"

namespace hawser::loader {

enum class BpfLogLevel { kDebug, kInfo, kWarn };
/// One line, without a line end.
using BpfLog = std::function<void(BpfLogLevel, std::string_view)>;

struct BpfOptions {
    /// On a BPF file system; created where it is missing. Tests have their own.
    std::string pin_dir = HW_PIN_DIR;
    MapNeeds needs;
    /// The programs of an interface that bundles and tunnels share are wanted: they need kernel 6.2.
    bool hub = false;
    /// libbpf's messages and ours; may be empty.
    BpfLog log;
};

/// Our programs and maps in the kernel. Everything is pinned: destroying this object closes descriptors and
/// changes nothing for the packets.
class BpfObject {
 public:
    /// Loads the programs and adopts pinned maps of an earlier daemon; makes what is missing. Maps of another
    /// size, or of an earlier ABI, are replaced by new ones with their contents, which nothing outside this
    /// object knows until settle(). Refuses maps of an unknown ABI or layout, and changes nothing then.
    static Result<std::unique_ptr<BpfObject>> open(const BpfOptions& options);

    virtual ~BpfObject() = default;

    /// Valid as long as this object.
    [[nodiscard]] virtual MapPort& maps() = 0;
    [[nodiscard]] virtual ProgramPort& programs() = 0;
    /// True where pinned maps were found and adopted, or taken over, with pins and all.
    [[nodiscard]] virtual bool adopted() const = 0;
    /// To be called when the plan is applied and these programs are attached everywhere: from then on the
    /// maps that were replaced are gone. Does nothing a second time.
    virtual Result<void> settle() = 0;
    /// Of the maps of proven flows as they are in the kernel.
    [[nodiscard]] virtual uint32_t flow_capacity() const = 0;
};

/// For `hawserd --flush`: detaches our programs from every interface and removes every pin below `pin_dir`,
/// whatever daemon left them there. Needs no loaded object; succeeds where there is nothing.
Result<void> remove_all(const std::string& pin_dir, const BpfLog& log);

}  // namespace hawser::loader
