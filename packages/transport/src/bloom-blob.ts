export { Integer, Md5 } from "google-webchannel-wrapper/bloom-blob";
