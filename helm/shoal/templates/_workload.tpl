{{/* Everything that a program is: {root, component, workload, measure}, where measure is {name, query}. */}}
{{- define "shoal.workload" -}}
{{- $name := printf "%s-%s" (include "shoal.fullname" .root) .component -}}
{{- $scaling := .workload.autoscaling -}}
{{- $isScaled := or $scaling.enabled $scaling.keda.enabled -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "shoal.metadata" (dict "root" .root "name" $name "component" .component "labels" (dict "app" (include "shoal.appLabel" .root))) | nindent 2 }}
spec:
  {{- /* Left out, the number is whatever kubectl scale or an autoscaler last said. */}}
  {{- if not (or $isScaled (kindIs "invalid" .workload.replicaCount)) }}
  replicas: {{ int .workload.replicaCount }}
  {{- end }}
  revisionHistoryLimit: {{ int .workload.revisionHistoryLimit }}
  minReadySeconds: {{ int .workload.minReadySeconds }}
  {{- with .workload.strategy }}
  strategy:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "shoal.selectorLabels" . | nindent 6 }}
  template:
    {{- include "shoal.podTemplate" . | nindent 4 }}
{{- include "shoal.disruptionBudget" (merge (dict "name" $name "isScaled" $isScaled) .) }}
{{- if $scaling.enabled }}
{{ include "shoal.horizontalPodAutoscaler" (merge (dict "name" $name) .) }}
{{- else if $scaling.keda.enabled }}
{{ include "shoal.scaledObject" (merge (dict "name" $name) .) }}
{{- end }}
{{- end -}}

{{/* {root, component, workload, name, isScaled} */}}
{{- define "shoal.disruptionBudget" -}}
{{- $count := .workload.replicaCount -}}
{{- $isSeveral := ternary (gt (int .workload.autoscaling.maxReplicas) 1) (or (kindIs "invalid" $count) (gt (int $count) 1)) .isScaled -}}
{{- if and .workload.pdb.enabled $isSeveral (ne .root.Values.redis.mode "none") }}
---
apiVersion: {{ ternary "policy/v1" "policy/v1beta1" (not (empty (include "shoal.sinceKubernetes" (dict "root" .root "version" "1.21.0")))) }}
kind: PodDisruptionBudget
metadata:
  {{- include "shoal.metadata" (dict "root" .root "name" .name "component" .component) | nindent 2 }}
spec:
  # Not minAvailable, with which a single pod could never be moved.
  maxUnavailable: {{ .workload.pdb.maxUnavailable }}
  {{- if include "shoal.sinceKubernetes" (dict "root" .root "version" "1.27.0") }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  {{- end }}
  selector:
    matchLabels:
      {{- include "shoal.selectorLabels" . | nindent 6 }}
{{- end }}
{{- end -}}

{{/* {root, component, workload, measure, name} */}}
{{- define "shoal.horizontalPodAutoscaler" -}}
{{- $scaling := .workload.autoscaling -}}
---
apiVersion: {{ ternary "autoscaling/v2" "autoscaling/v2beta2" (not (empty (include "shoal.sinceKubernetes" (dict "root" .root "version" "1.23.0")))) }}
kind: HorizontalPodAutoscaler
metadata:
  {{- include "shoal.metadata" (dict "root" .root "name" .name "component" .component) | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ .name }}
  minReplicas: {{ int $scaling.minReplicas }}
  maxReplicas: {{ int $scaling.maxReplicas }}
  metrics:
    {{- range $resource := list "cpu" "memory" }}
    {{- with get $scaling $resource }}
    - type: Resource
      resource:
        name: {{ $resource }}
        target:
          type: Utilization
          averageUtilization: {{ int . }}
    {{- end }}
    {{- end }}
    {{- with $scaling.connectionsPerPod }}
    - type: Pods
      pods:
        metric:
          name: {{ $.root.Values.metrics.prefix }}active_connections
        target:
          type: AverageValue
          averageValue: {{ int . | quote }}
    {{- end }}
  {{- with $scaling.behavior }}
  behavior:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* {root, component, workload, measure, name} */}}
{{- define "shoal.scaledObject" -}}
{{- $scaling := .workload.autoscaling -}}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "shoal.metadata" (dict "root" .root "name" .name "component" .component) | nindent 2 }}
spec:
  scaleTargetRef:
    name: {{ .name }}
  minReplicaCount: {{ int $scaling.minReplicas }}
  maxReplicaCount: {{ int $scaling.maxReplicas }}
  pollingInterval: {{ int $scaling.keda.pollingInterval }}
  cooldownPeriod: {{ int $scaling.keda.cooldownPeriod }}
  {{- with $scaling.behavior }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- toYaml . | nindent 8 }}
  {{- end }}
  triggers:
    - type: prometheus
      metadata:
        serverAddress: {{ $scaling.keda.serverAddress | quote }}
        query: {{ default .measure.query $scaling.keda.query | quote }}
        threshold: {{ get $scaling .measure.name | int | quote }}
      {{- with $scaling.keda.authenticationRef }}
      authenticationRef:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- range $resource := list "cpu" "memory" }}
    {{- with get $scaling $resource }}
    - type: {{ $resource }}
      metricType: Utilization
      metadata:
        value: {{ int . | quote }}
    {{- end }}
    {{- end }}
{{- end -}}
