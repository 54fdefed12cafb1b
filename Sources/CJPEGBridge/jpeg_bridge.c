#include "jpeg_bridge.h"
