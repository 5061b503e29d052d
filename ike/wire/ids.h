// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/strong.h"

namespace hawser::ike {

/// The SPI of an IKE SA as a number in host byte order. 0 stands for "not known yet" (RFC 7296 section 3.1).
using IkeSpi = Strong<struct IkeSpiTag, uint64_t>;

/// The SPI of an ESP SA as a number in host byte order. 0 to 255 are reserved (RFC 4303 section 2.1).
using EspSpi = Strong<struct EspSpiTag, uint32_t>;

/// Counts up from 0 in each direction of an IKE SA (RFC 7296 section 2.2).
using MessageId = Strong<struct MessageIdTag, uint32_t>;

}  // namespace hawser::ike
