// The health check of MongoDB: at the first start makes the replica set and the operator's user, both of which an empty
// database allows from its own machine alone; is content once this node takes writes and lets the operator in.
const patienceMs = 5000;
const user = 'operator';
const password = require('fs').readFileSync('/run/idm/operator/password', 'utf8').trim();
const admin = db.getSiblingDB('admin');

function letIn() {
  try {
    return admin.auth(user, password).ok === 1;
  } catch (error) {
    if (error.codeName !== 'AuthenticationFailed') throw error;
    return false;
  }
}

if (!db.hello().setName && !db.hello().isWritablePrimary) {
  try {
    rs.initiate({ _id: 'idm', members: [{ _id: 0, host: 'mongodb:27017' }] });
  } catch (error) {
    if (error.codeName !== 'AlreadyInitialized' && error.codeName !== 'Unauthorized') throw error;
  }
}
// The election takes a moment; to wait for it here spares a round of the health check.
const deadline = Date.now() + patienceMs;
while (!db.hello().isWritablePrimary && Date.now() < deadline) sleep(100);
if (!db.hello().isWritablePrimary) quit(1);
if (!letIn()) {
  // Refused as soon as there is a user: then the password was changed, and the runbook says what to do.
  admin.createUser({ user, pwd: password, roles: ['root'] });
}
quit(0);
