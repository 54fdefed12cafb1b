// The C library's functions of one number, under one name on every system.
#pragma once
#include <math.h>
