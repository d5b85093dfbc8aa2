/* global jest */
// A test that takes long is one that hangs, or one on a machine that has much else to do. Five seconds cannot tell.
jest.setTimeout(30_000);
