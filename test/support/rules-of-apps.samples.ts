/** Rules for documents `docs/{…}`, written as those of several kinds of apps are. */
export const RULES_OF_APPS: Readonly<Record<string, string>> = {
  "rules that overlap": `
    function isAdmin() { return request.auth.token.admin == true; }
    match /{document=**} { allow read, write: if isAdmin(); }
    match /{collection}/{id} {
      allow get: if collection == 'docs' && request.auth.uid == id;
      allow delete: if collection == 'notes';
    }
    match /docs/{docId} {
      allow read: if resource.data.open == true;
      allow create: if request.auth.uid == request.resource.data.owner;
    }
    match /docs/{docId}/{rest=**} { allow write; }`,
  "roles in a document of the caller's": `
    function account() { return get(/databases/$(database)/documents/users/$(request.auth.uid)).data; }
    function hasRole(role) { return request.auth != null && account().role == role; }
    function isOf(data) {
      let mine = account();
      let same = mine.team == data.team;
      return same && !exists(/databases/$(database)/documents/bans/$(request.auth.uid));
    }
    match /docs/{uid} {
      allow get: if isOf(resource.data) || hasRole('admin') || uid == request.auth.uid;
      allow list: if hasRole('admin');
      allow create: if isOf(request.resource.data);
      allow update: if isOf(resource.data) && isOf(request.resource.data)
        && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['title', 'count', 'open']);
      allow delete: if hasRole('admin')
        || get(/databases/$(database)/documents/teams/$(resource.data.team)).data.owner == request.auth.uid;
    }`,
  "documents that are checked": `
    function isText(value, most) { return value is string && value.size() > 0 && value.size() <= most; }
    function isValid(data) {
      return data.keys().hasAll(['owner', 'title']) && data.keys().hasOnly(['owner', 'title', 'count', 'open', 'at'])
        && isText(data.title, 3) && data.title.matches('^[a-z]+$')
        && (!('count' in data) || (data.count is int && data.count in [0, 1, 2, 3]))
        && (!('open' in data) || data.open is bool);
    }
    function keeps(field) { return request.resource.data[field] == resource.data[field]; }
    match /docs/{id} {
      allow read: if resource.data.open == true || resource.data.owner == request.auth.uid;
      allow create: if isValid(request.resource.data) && request.resource.data.owner == request.auth.uid;
      allow update: if isValid(request.resource.data) && keeps('owner')
        && (request.auth.uid == resource.data.owner ? true : request.resource.data.count == resource.data.count + 1);
      allow delete: if resource.data.owner == request.auth.uid && resource.data.count < 2;
    }`,
  "a collection by its group": `
    match /{path=**}/docs/{docId} {
      allow read: if request.auth.uid in resource.data.members;
      allow update: if request.auth.uid in resource.data.members
        && request.resource.data.members.hasAll(resource.data.members)
        && !request.resource.data.diff(resource.data).affectedKeys().hasAny(['owner', 'roles']);
      allow create: if request.auth.uid in request.resource.data.members && request.resource.data.members.size() < 3;
    }
    match /docs/{docId} {
      allow delete: if resource.data.roles[request.auth.uid] in ['owner', 'editor'];
    }`,
};
