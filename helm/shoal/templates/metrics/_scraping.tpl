{{/* What ServiceMonitor and PodMonitor say of one endpoint. */}}
{{- define "shoal.scrapedEndpoint" -}}
port: metrics
path: /metrics
{{- with .interval }}
interval: {{ . }}
{{- end }}
{{- with .scrapeTimeout }}
scrapeTimeout: {{ . }}
{{- end }}
relabelings:
  # Rules and dashboards tell processes apart by these.
  - sourceLabels: [__meta_kubernetes_pod_name]
    targetLabel: instance
  - sourceLabels: [__meta_kubernetes_pod_label_app_kubernetes_io_component]
    targetLabel: role
  {{- with .relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/*
Rules and dashboards with the prefix and the job of this release. Names of recorded series, in which the prefix
follows a colon, stay: they are ours. {root, text}
*/}}
{{- define "shoal.ownNames" -}}
{{- $prefix := .root.Values.metrics.prefix -}}
{{- $job := include "shoal.appLabel" .root -}}
{{- $text := .text | replace `job="sockudo"` (printf `job="%s"` $job) | replace `job=\"sockudo\"` (printf `job=\"%s\"` $job) -}}
{{- if ne $prefix "sockudo_" -}}
{{- /* In JSON the letter of \n stands before a name that begins a line. */ -}}
{{- $text = regexReplaceAll `(\\n|^|[^:a-zA-Z0-9_])sockudo_` $text (printf "${1}%s" $prefix) -}}
{{- end -}}
{{- $text -}}
{{- end -}}
