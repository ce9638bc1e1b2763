// Waline listens on every interface; with this required before it, only on the loopback one.
const net = require('node:net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const isPort = typeof port === 'number' || /^\d+$/.test(port);
  return isPort ? listen.call(this, { port: Number(port), host: '127.0.0.1' }, ...rest.filter(it => typeof it === 'function')) : listen.call(this, port, ...rest);
};
