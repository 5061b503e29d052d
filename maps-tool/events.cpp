// SPDX-License-Identifier: BSD-2-Clause
#include <time.h>

#include <chrono>

#include "maps-tool/commands.h"
#include "maps-tool/event.h"
#include "maps-tool/event_reader.h"
#include "maps-tool/topology.h"

namespace hawser::maps {
namespace {

/// Between two writes of the listener's time, which holds for much longer.
constexpr int kPollMs = 500;

/// From CLOCK_MONOTONIC to the time since 1970.
uint64_t real_offset_ns() {
    using std::chrono::nanoseconds;
    timespec monotonic{};
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    const auto real =
        std::chrono::duration_cast<nanoseconds>(std::chrono::system_clock::now().time_since_epoch());
    return static_cast<uint64_t>(real.count() - monotonic.tv_sec * 1'000'000'000LL - monotonic.tv_nsec);
}

class EventPrinter {
 public:
    EventPrinter(const Maps& maps, const EventQuestion& question, const Output& output, Topology topology)
        : maps_(maps), question_(question), output_(output), topology_(std::move(topology)) {}

    void print(const hw_event& event) {
        if (!question_.kinds.empty() && question_.kinds.count(event.kind) == 0) return;
        learn(event);
        if (!output_.json) {
            output_.out << describe_event(event, topology_, offset_ns_) << '\n';
            return;
        }
        Section section;
        section.single = true;
        section.records.push_back(decode_event(event, topology_, offset_ns_));
        render_json(report_of(std::move(section)), output_.pretty, output_.out);
    }

    /// Names that were not there may be from the next poll on.
    void refresh() { may_read_ = true; }

 private:
    bool knows(const hw_event& event) const {
        return (event.tunnel == 0 || topology_.tunnels.count(event.tunnel) != 0) &&
               (event.bundle == 0 || topology_.bundles.count(event.bundle) != 0);
    }

    /// A tunnel of which nobody has heard was made while we read; once in a poll, for there may be none
    /// behind the number.
    void learn(const hw_event& event) {
        if (knows(event) || !may_read_) return;
        may_read_ = false;
        if (Result<Topology> read = read_topology(maps_)) topology_ = std::move(*read);
    }

    const Maps& maps_;
    const EventQuestion& question_;
    const Output& output_;
    Topology topology_;
    uint64_t offset_ns_ = real_offset_ns();
    bool may_read_ = true;
};

Result<void> follow(EventReader& reader, EventPrinter& printer, const Output& output) {
    while (!output.stop()) {
        if (const Result<void> listening = reader.listen(); !listening) return listening;
        if (const Result<void> polled = reader.poll(kPollMs); !polled) return polled;
        output.out.flush();
        if (!output.out) return {};
        printer.refresh();
    }
    return {};
}

}  // namespace

Result<void> print_events(const Maps& maps, const EventQuestion& question, const Output& output) {
    Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    EventPrinter printer(maps, question, output, std::move(*topology));
    const auto reader = EventReader::open(maps, [&printer](const hw_event& event) { printer.print(event); });
    if (!reader) return reader.error();
    if (question.follow) return follow(**reader, printer, output);
    return (*reader)->poll(0);
}

}  // namespace hawser::maps
