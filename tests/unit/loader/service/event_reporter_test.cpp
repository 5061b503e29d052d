// SPDX-License-Identifier: BSD-2-Clause
#include "loader/service/event_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/service/logging.h"

namespace hawser::loader {
namespace {

using testing::EndsWith;

class EventReporter : public testing::Test {
 protected:
    /// What the log says of an event.
    std::string said(const ControlEvent& event) {
        testing::internal::CaptureStderr();
        start_logging("info", false);
        const auto token = report_events(log_, false);
        log_.add(event);
        return testing::internal::GetCapturedStderr();
    }
    EventLog log_{[] { return ControlEvent::Time{}; }};
};

TEST_F(EventReporter, AFallIsAWarning) {
    EXPECT_THAT(
        said({.kind = "tunnel", .tunnel = "pop/wan1", .was = "up", .state = "down", .reason = "4 lost"}),
        EndsWith(" warning [path] pop/wan1: up -> down: 4 lost\n"));
}

TEST_F(EventReporter, ARecoveryIsNone) {
    EXPECT_THAT(
        said({.kind = "tunnel", .tunnel = "pop/wan1", .was = "down", .state = "up", .reason = "answers"}),
        EndsWith(" info  [path] pop/wan1: down -> up: answers\n"));
}

TEST_F(EventReporter, SasAreToldByTheEngine) {
    EXPECT_EQ(said({.kind = "ike-sa", .tunnel = "pop/wan1", .state = "ESTABLISHED"}), "");
}

TEST_F(EventReporter, NothingAfterItsToken) {
    testing::internal::CaptureStderr();
    start_logging("info", false);
    { const auto token = report_events(log_, false); }
    log_.add({.kind = "tunnel", .tunnel = "pop/wan1", .state = "down"});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace hawser::loader
