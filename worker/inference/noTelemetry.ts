/**
 * To be imported before the runtime. From 1.29 on, ONNX Runtime as Microsoft builds it for Linux and macOS reports what
 * it runs to `mobile.events.data.microsoft.com`, and keeps a device id and a queue of reports on the disk. With this
 * set before the library starts it does neither (microsoft/onnxruntime, pull request 27379). The library reads the
 * environment of the process, of which a thread only has a copy: a process imports this before it starts a thread that
 * runs models.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
