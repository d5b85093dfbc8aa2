#!/usr/bin/env -S node --max-semi-space-size=2
import '../bundle/main.js';
