import { SCRIPT } from "../command/script.ts";

/** What `monitoring --help` prints. */
export const MONITORING_HELP = `Sets up what tells an operator: log-based metrics, alert policies, a dashboard and who is told.

  ${SCRIPT} monitoring --project <id> --email oncall@example.com
  ${SCRIPT} monitoring --out monitoring

  --project <id>   The project, by Google's application default credentials (gcloud auth
                   application-default login), which need roles/logging.configWriter and
                   roles/monitoring.editor
  --email <who>    Who is told, as often as you like
  --channel <name> A notification channel that is there: projects/<id>/notificationChannels/<number>
  --dry-run        Only say what would be changed
  --out <folder>   Write the JSON files that the APIs and gcloud take, and ask nobody
  --namespace, --database   Which gateway, where there are several

The alerts and their bounds are the gateway's option alerts. It says what it changes before it does, and
changes nothing that is as it should be. Alerts that are switched off are deleted; what others have made stays.

Exit code: 0 when done, 1 when it can't be, 2 when the arguments are wrong.`;
